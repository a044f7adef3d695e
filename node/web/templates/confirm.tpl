{{%AUTOESCAPE context="HTML"}}
<h1>Send this now?</h1>
<p>You are signed in. This is what you typed before; it is not saved yet.</p>
<dl class="facts">
{{#TYPED}}<dt>{{LABEL}}</dt><dd class="prose">{{#PARAGRAPH}}<p dir="auto">{{TEXT:pre_escape}}</p>{{/PARAGRAPH}}</dd>{{/TYPED}}
</dl>
<form method="post" action="{{PATH}}">
{{>HIDDEN}}
<button>Send it</button> <a href="/">Do not send it</a>
</form>
