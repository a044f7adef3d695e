{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{NAME}}</bdi></a></li></ul></nav>
<h1>Who may do what in <bdi>{{NAME}}</bdi></h1>
<p class="meta">{{JOIN}}{{#ROLE}} You are {{ROLE_WORD}} here.{{/ROLE}}</p>
<h2>Roles now</h2>
{{>HELD_ROLES}}
{{#EVERYBODY}}<p>Everybody of this network reads and writes here, without a role.</p>{{/EVERYBODY}}
<h2>How it came to that</h2>
<p class="meta">{{COUNT_WORDS}} The newest comes first, by the clocks of those who signed. Each was signed by a key and checked on this node; so was every right it rests on.</p>
<ul class="list">
{{#CHANGE}}
<li id="a-{{SHORT}}"><h3>{{WRITTEN}}: {{ROLE_NAME}} {{WHAT}}</h3>
<p>{{#HOLDER}}Whose role: <bdi>{{PERSON}}</bdi>. {{/HOLDER}}{{#ASKER}}Who asked: <bdi>{{PERSON}}</bdi>. {{/ASKER}}{{#OWNER}}Whose device: <bdi>{{PERSON}}</bdi>. {{/OWNER}}{{#INVITED}}An invitation that nobody has taken up here yet. {{/INVITED}}Signed by <bdi>{{BY}}</bdi>.</p>
{{#REASON}}<blockquote><p dir="auto">{{TEXT:pre_escape}}</p></blockquote>{{/REASON}}
{{#VOID}}<p class="note">This has no effect: {{WHY}}.</p>{{/VOID}}</li>
{{/CHANGE}}
</ul>
{{>PAGES}}
