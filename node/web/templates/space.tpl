{{%AUTOESCAPE context="HTML"}}
<h1><bdi>{{NAME}}</bdi></h1>
<p class="meta">{{JOIN}}{{#ROLE}} You are {{ROLE_WORD}} here.{{/ROLE}}{{#ABOUT}} <a href="/d/{{ABOUT_ID}}">About this space</a>.{{/ABOUT}} <a href="/s/{{SPACE}}/charter">How this space is run</a>. <a href="/s/{{SPACE}}/who-does-what">Who may do what here</a>. <a href="/s/{{SPACE}}/moderation">What was moderated here</a>.{{#INVITE}} <a href="/s/{{SPACE}}/invite">Invite somebody</a>.{{/INVITE}}{{#REQUESTS}} <a href="/s/{{SPACE}}/requests">{{COUNT_WORDS}}</a>.{{/REQUESTS}}</p>
{{#PURPOSE}}<div class="prose">{{#PARAGRAPH}}<p dir="auto">{{TEXT:pre_escape}}</p>{{/PARAGRAPH}}</div>{{/PURPOSE}}
<h2>Documents</h2>
<ul class="list">
{{#KIND}}
<li class="head"><a href="/s/{{SPACE}}/{{KIND_NAME}}">{{PLURAL}}{{#COUNTED}} ({{COUNT}}){{/COUNTED}}</a>{{#WRITE}} <a href="/s/{{SPACE}}/{{KIND_NAME}}/new">Write a new one<span class="hidden">: {{LABEL}}</span></a>{{/WRITE}}</li>
{{/KIND}}
</ul>
<h2>New in this space</h2>
{{>LIST}}
{{#NOTHING}}<p>Nothing yet that you may read.</p>{{/NOTHING}}
{{>RULES}}
