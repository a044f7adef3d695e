{{%AUTOESCAPE context="HTML"}}
{{#TOO_LARGE}}<p class="note">What you typed is not saved, and too long to be carried through this page. Go back: it is still in its form. Copy it from there.</p>{{/TOO_LARGE}}
{{#SHOWN}}
<h2>What you typed</h2>
<p>It is not saved. Copy it from here, or send it again when nothing stands in its way any more.</p>
<form method="post" action="{{PATH}}">
{{>HIDDEN}}
{{#TYPED}}<div class="field"><label for="k-{{NAME}}">{{LABEL}}</label>
<textarea id="k-{{NAME}}" name="{{NAME}}" dir="auto">
{{VALUE:pre_escape}}</textarea></div>{{/TYPED}}
<button class="plain">Send it again</button>
</form>
{{/SHOWN}}
