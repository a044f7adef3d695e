{{%AUTOESCAPE context="HTML"}}
{{#TOO_LARGE}}
<h1>Your password, please</h1>
<p>Nothing was done, and what you typed is too long to be carried through this page. Go back: it is still in its form. Copy it, sign out and in again, and send it then.</p>
{{/TOO_LARGE}}
{{#WHOLE}}
<h1>Your password, please</h1>
{{#PROBLEM}}<div class="problem" role="alert"><p>{{WORDS}}</p></div>{{/PROBLEM}}
<p>What you are about to do gives or takes a right, or cannot be taken back. So your password is asked for, unless you gave it in the last {{MINUTES}} minutes: nobody else who comes to this browser can do it for you. Nothing is done yet, and what you typed is kept.</p>
{{#FACTS}}<dl class="facts">
{{#TYPED}}<dt>{{LABEL}}</dt><dd class="prose">{{#PARAGRAPH}}<p dir="auto">{{TEXT:pre_escape}}</p>{{/PARAGRAPH}}{{#MORE}}<p class="meta">And more: all of it is sent.</p>{{/MORE}}</dd>{{/TYPED}}
</dl>{{/FACTS}}
<form method="post" action="{{PATH}}">
{{>HIDDEN}}
<input type="hidden" name="username" value="{{ACCOUNT}}" autocomplete="username">
<div class="field"><label for="password">Your password</label><input type="password" id="password" name="password" autocomplete="current-password" required></div>
<button>Go on</button> <a href="/">Do nothing</a>
</form>
{{/WHOLE}}
