{{%AUTOESCAPE context="HTML"}}
{{#LINES}}
<ul class="list">
{{#LINE}}
<li id="a-{{SHORT}}"><p><strong>{{WHAT}}</strong> by <bdi>{{BY}}</bdi>, {{WRITTEN}}{{#ABOUT}}: <a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a>{{/ABOUT}}{{#AUTHOR}}: <bdi>{{NAME}}</bdi>{{/AUTHOR}}{{#TO}}, to <a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a>{{/TO}}.</p>
{{#REASON}}<blockquote><p dir="auto">{{TEXT:pre_escape}}</p></blockquote>{{/REASON}}{{#NO_REASON}}<p class="meta">The reason is not here: it was erased, or has not arrived yet.</p>{{/NO_REASON}}</li>
{{/LINE}}
</ul>
{{/LINES}}
