{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li></ul></nav>
<h1>{{LABEL}} {{WHY}}</h1>
{{#HIDDEN}}<p>It is kept, and signed as before; a moderator of this space can show it again.</p>{{/HIDDEN}}
{{#WAITS}}<p>What its author writes in this space is shown when a moderator has approved it: they are in quarantine. It is kept, and signed as before; the list of what was moderated says by whom, when and why.</p>{{/WAITS}}
{{#ANSWERED}}<p>It answers <a href="/d/{{ID}}">something that is not shown itself</a>.</p>{{/ANSWERED}}
{{>MODERATION}}
<ul class="tools"><li><a href="/s/{{SPACE}}/moderation">What was moderated here</a></li></ul>
