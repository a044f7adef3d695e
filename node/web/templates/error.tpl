{{%AUTOESCAPE context="HTML"}}
<h1>{{TITLE}}</h1>
{{#REASON}}<p>{{WORDS}}</p>{{/REASON}}
<p>{{WHAT_TO_DO}}</p>
{{>KEPT}}
<ul class="tools">{{#BACK}}<li><a href="{{PATH}}">{{BACK_WORDS}}</a></li>{{/BACK}}<li><a href="/">What is new here</a></li><li><a href="/spaces">Spaces</a></li></ul>
