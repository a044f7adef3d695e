{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/me">Your account</a></li><li><a href="/me/devices">Your devices</a></li><li><a href="/me/key">Take your key away</a></li></ul></nav>
<h1>Delete your key at this centre</h1>
{{#PROBLEM}}<div class="problem" role="alert"><p>{{WORDS}}</p></div>{{/PROBLEM}}
<p>Read three of the words off your paper, and give your password. When all is right, the key is deleted here at once, and you are signed out everywhere. This cannot be taken back. The words <a href="/me/key">can be shown again</a> until then.</p>
<form method="post" action="/me/key/take">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="username" value="{{NAME}}" autocomplete="username">
{{#ASKED}}<div class="field"><label for="{{INPUT}}">Word {{PLACE}}</label><input type="text" id="{{INPUT}}" name="{{INPUT}}" autocomplete="off" autocapitalize="none" spellcheck="false" required></div>
{{/ASKED}}<div class="field"><label for="password">Your password</label><input type="password" id="password" name="password" autocomplete="current-password" required></div>
<button>Delete my key here</button> <a href="/me/devices">Do nothing</a>
</form>
