{{%AUTOESCAPE context="HTML"}}
<ul class="list">
{{#LINE}}
<li><a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a>
<p class="meta">{{#MOVED}}moved · {{/MOVED}}{{KIND}}{{#IN}} in <a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a>{{/IN}} · {{#WHAT}}{{WORDS}} · {{/WHAT}}by <bdi>{{AUTHOR}}</bdi>, {{WRITTEN}}</p></li>
{{/LINE}}
{{#UNMERGED}}
<li><a href="/d/{{ID}}">A document that cannot be shown now</a>
<p class="meta">{{WORDS}}</p></li>
{{/UNMERGED}}
</ul>
