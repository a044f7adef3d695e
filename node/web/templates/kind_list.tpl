{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li></ul></nav>
<h1>{{PLURAL}}</h1>
<p class="meta">What arrived here last comes first. {{COUNT_WORDS}}</p>
{{#WRITE}}<ul class="tools"><li><a href="/s/{{SPACE}}/{{KIND_NAME}}/new">Write a new one<span class="hidden">: {{LABEL}}</span></a></li></ul>{{/WRITE}}
{{>LIST}}
{{>PAGES}}
