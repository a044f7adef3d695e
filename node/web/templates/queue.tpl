{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{NAME}}</bdi></a></li></ul></nav>
<h1>What waits for moderators of <bdi>{{NAME}}</bdi></h1>
<p class="meta">{{COUNT_WORDS}} The oldest comes first. What a moderator settles leaves the queue on every node.</p>
<ul class="list">
{{#CALL}}
<li id="f-{{SHORT}}"><h2><a href="/d/{{ABOUT}}"><bdi>{{TITLE}}</bdi></a></h2>
<blockquote><p dir="auto">{{TEXT:pre_escape}}</p></blockquote>
<p class="meta">by <bdi>{{BY}}</bdi>, {{WRITTEN}}</p>
<ul class="tools"><li><a href="/d/{{ABOUT}}/moderate">Moderate it<span class="hidden">: {{TITLE}}</span></a></li><li><a href="/d/{{CALL_ID}}/moderate">Settle this flag<span class="hidden">: {{TITLE}}</span></a></li></ul></li>
{{/CALL}}
</ul>
{{#NONE}}<p>Nothing waits.</p>{{/NONE}}
{{>PAGES}}
<p><a href="/s/{{SPACE}}/moderation">What was moderated here</a></p>
