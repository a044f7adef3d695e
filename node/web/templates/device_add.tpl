{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/me">Your account</a></li><li><a href="/me/devices">Your devices</a></li></ul></nav>
<h1>Add a device of yours</h1>
{{#PROBLEM}}<div class="problem" role="alert"><p>{{WORDS}}</p></div>{{/PROBLEM}}
<p>A machine of your own then holds this network itself, and writes in your name without a link. No key and no password is in these lines, so they may go by mail, on paper or on a stick. Yours holds the records of who may do what in this network, with the reasons that were given: send it to nobody else.</p>
<h2>1. Begin on the new machine</h2>
{{#LINE}}
<p>Copy this line into a file there, such as <code>person.txt</code>, and run <code>praxis -C DIR device begin @person.txt --node NAME</code>.</p>
<div class="field"><label for="person-line">Your line</label><textarea id="person-line" readonly>
{{TEXT:pre_escape}}</textarea></div>
<p class="hint">It names no address. The people who run this centre say where it listens; the new machine then runs <code>praxis -C DIR sync --peer HOST:PORT</code>.</p>
{{/LINE}}
{{#NO_LINE}}<p class="note">{{WHY}}</p>{{/NO_LINE}}
<h2>2. Bring back what it prints</h2>
<form method="post" action="/me/devices/add">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="username" value="{{NAME}}" autocomplete="username">
<div class="field"><label for="line">The line of the new machine</label><p class="hint" id="line-hint">It begins with praxis-device-.</p><textarea id="line" name="line" required aria-describedby="line-hint" dir="ltr">
{{TYPED_LINE:pre_escape}}</textarea></div>
<div class="field"><label for="words">Its eight words</label><p class="hint" id="words-hint">As the new machine shows them: read them off its screen, or by telephone, not from where the line came. They are how you know that nobody changed the line on its way.</p><input type="text" id="words" name="words" value="{{TYPED_WORDS}}" required autocomplete="off" aria-describedby="words-hint"></div>
<div class="field"><label for="password">Your password</label><input type="password" id="password" name="password" autocomplete="current-password" required></div>
<button>Add this device</button>
</form>
