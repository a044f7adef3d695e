{{%AUTOESCAPE context="HTML"}}
<h1>Choose a new password</h1>
{{#PROBLEM}}<div class="problem" role="alert"><p>{{WORDS}}</p></div>{{/PROBLEM}}
<p>Whoever runs this node can give you a code that works once, within 24 hours. They cannot see or choose your password.</p>
<form method="post" action="/recover">
{{>HIDDEN}}
<div class="field"><label for="name">Name</label><input type="text" id="name" name="name" value="{{NAME}}" autocomplete="username" autocapitalize="none" spellcheck="false" required></div>
<div class="field"><label for="code">Code</label><p class="hint" id="code-hint">Eight groups of four letters and digits. Capital or small, with or without dashes, is all the same.</p><input type="text" id="code" name="code" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" aria-describedby="code-hint" required></div>
<div class="field"><label for="new">New password</label><p class="hint" id="new-hint">At least {{LEAST}} characters. A few words that belong together only for you are best.</p><input type="password" id="new" name="new" autocomplete="new-password" aria-describedby="new-hint" required></div>
<div class="field"><label for="again">New password again</label><input type="password" id="again" name="again" autocomplete="new-password" required></div>
<button>Set the password and sign in</button>
</form>
<p class="meta">Everywhere else you are signed out.</p>
