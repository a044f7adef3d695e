{{%AUTOESCAPE context="HTML"}}
<h1>Your account</h1>
{{#PROBLEM}}<div class="problem" role="alert"><p>{{WORDS}}</p></div>{{/PROBLEM}}
{{#DONE}}<div class="done" role="status"><p>{{WORDS}}</p></div>{{/DONE}}
<dl class="facts"><dt>You sign in as</dt><dd><bdi>{{NAME}}</bdi></dd><dt>Others see you as</dt><dd><bdi>{{SHOWN_AS}}</bdi></dd><dt>Key</dt><dd>kept by this centre, sealed by your password; your changes are marked as hosted here</dd></dl>
<ul class="tools"><li><a href="/me/devices">Your devices</a></li><li><a href="/me/held-back">What of yours is held back</a></li></ul>
<h2>Change your password</h2>
<form method="post" action="/me/password">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="username" value="{{NAME}}" autocomplete="username">
<div class="field"><label for="old">Password now</label><input type="password" id="old" name="old" autocomplete="current-password" required></div>
<div class="field"><label for="new">New password</label><p class="hint" id="new-hint">At least {{LEAST}} characters. A few words that belong together only for you are best.</p><input type="password" id="new" name="new" autocomplete="new-password" aria-describedby="new-hint" required></div>
<div class="field"><label for="again">New password again</label><input type="password" id="again" name="again" autocomplete="new-password" required></div>
<button>Change the password</button>
</form>
<h2>Where you are signed in</h2>
<ul class="list">
{{#SESSION}}<li><p>Signed in {{SINCE}}, last used {{LAST}}{{#THIS}} <strong>(this browser)</strong>{{/THIS}}</p>{{#OTHER}}<form method="post" action="/me/end-session"><input type="hidden" name="csrf" value="{{CSRF}}"><input type="hidden" name="session" value="{{SESSION_ID}}"><button class="plain">Sign out there<span class="hidden"> (signed in {{SINCE}})</span></button></form>{{/OTHER}}</li>{{/SESSION}}
</ul>
