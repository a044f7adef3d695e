{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li><li><a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a></li></ul></nav>
<h1>Call moderators to <bdi>{{TITLE}}</bdi></h1>
{{>PROBLEM}}
<form method="post" action="/d/{{ID}}/flag">
{{>HIDDEN}}
<div class="field"><label for="reason">{{LABEL}}</label>
<p class="hint" id="reason-hint">One line. Moderators and stewards of this space read it on their pages, with your name; other members do not. It is not sealed: whoever runs a node of this space could read it too.</p>
<input type="text" id="reason" name="reason" value="{{REASON}}" required aria-describedby="reason-hint" dir="auto"></div>
<button>Send it to the moderators</button>
</form>
