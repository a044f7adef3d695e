{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/me">Your account</a></li></ul></nav>
<h1>Your devices</h1>
{{#PROBLEM}}<div class="problem" role="alert"><p>{{WORDS}}</p></div>{{/PROBLEM}}
{{#ADDED}}<div class="done" role="status"><p>That device acts for you now. It hears of it when it syncs with this centre.</p></div>{{/ADDED}}
{{#REVOKED}}<div class="done" role="status"><p>That device has no right any more, wherever this is known. What it wrote until now, as far as this node has it, stays. Devices that it added are in this list, too: revoke those you do not know.</p></div>{{/REVOKED}}
<p>Each of these signs for you, and others see you as one person. <a href="/me/devices/add">Add a device</a></p>
<ul class="list">
{{#DEVICE}}
<li id="d-{{SHORT}}"><h2>{{#HOSTED}}Your key at this centre{{/HOSTED}}{{#OWN}}<bdi>{{NAME}}</bdi>{{/OWN}}</h2>
<p>{{#IN_FORCE}}In force since {{SINCE}}.{{/IN_FORCE}}{{#ENDED}}Not in force: {{WHY}} It was certified {{SINCE}}.{{/ENDED}}{{#HOSTED}} It is kept by this centre, sealed by your password. It stays your key when you have devices of your own: it can add and revoke them. <a href="/me/key">Take your key away from this centre</a>{{/HOSTED}}</p>
<p class="meta">Key {{SHORT}}</p>
{{#REVOKE}}<form method="post" action="/me/devices/revoke">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="username" value="{{NAME}}" autocomplete="username">
<input type="hidden" name="certificate" value="{{CERTIFICATE}}">
<div class="field"><label for="reason-{{SHORT}}">Why it is revoked</label><p class="hint" id="reason-hint-{{SHORT}}">One line, such as: lost on a journey. Everybody of the network can read it.</p><input type="text" id="reason-{{SHORT}}" name="reason" required aria-describedby="reason-hint-{{SHORT}}" dir="auto"></div>
<div class="field"><label for="password-{{SHORT}}">Your password</label><input type="password" id="password-{{SHORT}}" name="password" autocomplete="current-password" required></div>
<button class="plain">Revoke this device<span class="hidden"> (key {{SHORT}})</span></button>
</form>{{/REVOKE}}</li>
{{/DEVICE}}
</ul>
