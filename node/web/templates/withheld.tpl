{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li></ul></nav>
<h1>{{LABEL}} hidden by a moderator</h1>
<p>It is kept, and signed as before; a moderator of this space can show it again.</p>
{{#ANSWERED}}<p>It answers <a href="/d/{{ID}}">something that was hidden itself</a>.</p>{{/ANSWERED}}
{{>MODERATION}}
<ul class="tools"><li><a href="/s/{{SPACE}}/moderation">What was moderated here</a></li></ul>
