{{%AUTOESCAPE context="HTML"}}
{{#TOO_LARGE}}
<h1>This form is of an earlier session</h1>
<p>Nothing was saved, and your text is too long to be carried through this page. Go back: the text is still in its form. Open the form anew in another window, copy the text there, and save it.</p>
<p><a href="{{PATH}}">Open the form anew</a></p>
{{/TOO_LARGE}}
{{#WHOLE}}
<h1>Send this now?</h1>
<p>You are signed in. This is what you typed before; it is not saved yet.</p>
<dl class="facts">
{{#TYPED}}<dt>{{LABEL}}</dt><dd class="prose">{{#PARAGRAPH}}<p dir="auto">{{TEXT:pre_escape}}</p>{{/PARAGRAPH}}{{#MORE}}<p class="meta">And more: all of it is sent.</p>{{/MORE}}</dd>{{/TYPED}}
</dl>
<form method="post" action="{{PATH}}">
{{>HIDDEN}}
<button>Send it</button> <a href="/">Do not send it</a>
</form>
{{/WHOLE}}
