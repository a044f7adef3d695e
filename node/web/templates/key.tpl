{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/me">Your account</a></li><li><a href="/me/devices">Your devices</a></li></ul></nav>
<h1>Take your key away from this centre</h1>
{{#PROBLEM}}<div class="problem" role="alert"><p>{{WORDS}}</p></div>{{/PROBLEM}}
<p>This centre keeps your key, sealed by your password, so that you can sign in here. Whoever breaks into the centre can act as you once you sign in. With a machine of your own you need that no longer: the key becomes words on your paper, and the centre deletes its copy.</p>
<h2>What happens then</h2>
<ul>
<li>The sealed key and any code for a forgotten password are deleted here. You are signed out in every browser, and signing in here ends. Your devices go on as before.</li>
<li>Everything that you wrote stays yours, and so do your roles. Others see you as the same person.</li>
<li>Whoever has the words can act as you, for ever. Keep the paper as you would keep a passport.</li>
<li>Without the words and without a device, only two stewards or an administrator can let you back in. No password and no code can.</li>
<li>Backups of this centre that were made before still hold the sealed copy, which your password opens. How long they are kept is for the people who run this centre to say: ask them.</li>
<li>What somebody copied before you take it away stays copied: the key itself does not change. If you fear that, ask an administrator to take you in anew.</li>
</ul>
{{#NO_DEVICE}}<div class="note"><p>First you need a device of your own: you have none in force, and nobody could act for you. <a href="/me/devices/add">Add a device</a>, let it sync once, and come back.</p></div>{{/NO_DEVICE}}
{{#MAY}}<h2>1. Write down the words</h2>
<p>Your devices in force: <bdi>{{DEVICES}}</bdi>. Have pen and paper ready, and nobody behind you. Nothing is deleted yet.</p>
<form method="post" action="/me/key">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="token" value="{{TOKEN}}">
<input type="hidden" name="username" value="{{NAME}}" autocomplete="username">
<div class="field"><label for="password">Your password</label><input type="password" id="password" name="password" autocomplete="current-password" required></div>
<button>Show the words</button>
</form>
<h2>2. Delete the key here</h2>
<p>When they are on paper: <a href="/me/key/take">go on</a>.</p>{{/MAY}}
