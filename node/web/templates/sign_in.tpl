{{%AUTOESCAPE context="HTML"}}
<h1>Sign in</h1>
{{#PROBLEM}}<div class="problem" role="alert"><p>{{WORDS}}</p></div>{{/PROBLEM}}
{{#KEPT}}<p class="note">What you typed is kept with this form. After signing in you look at it once more and send it; nothing is saved before.</p>{{/KEPT}}
{{#TOO_LARGE}}<p class="note">Your text is too large to be carried through this page. <a href="/sign-in" target="_blank" rel="noopener">Sign in in another window</a> first, then use the Back button of your browser here: the text is still in its form.</p>{{/TOO_LARGE}}
<form method="post" action="/sign-in">
{{>HIDDEN}}
<div class="field"><label for="name">Name</label><input type="text" id="name" name="name" value="{{NAME}}" autocomplete="username" autocapitalize="none" spellcheck="false" required></div>
<div class="field"><label for="password">Password</label><input type="password" id="password" name="password" autocomplete="current-password" required></div>
<button>Sign in</button>
</form>
<p><a href="/recover">I forgot my password</a></p>
<p class="meta">Accounts are made by whoever runs this node.</p>
