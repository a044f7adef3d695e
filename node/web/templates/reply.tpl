{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li><li><a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a></li></ul></nav>
<h1>Reply to <bdi>{{TITLE}}</bdi></h1>
{{>PROBLEM}}
{{>REPLY_FORM}}
