{{%AUTOESCAPE context="HTML"}}
<h2>How to take part</h2>
<dl class="facts">
{{#RULE}}<dt>{{ABOUT}}</dt><dd><bdi>{{WORDS}}</bdi></dd>{{/RULE}}
</dl>
