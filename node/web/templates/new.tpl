{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li><li><a href="/s/{{SPACE}}/{{KIND_NAME}}">{{PLURAL}}</a></li></ul></nav>
<h1>New: {{LABEL}}</h1>
<p class="meta">Everything but what is marked as needed can be filled in later. What you save is kept on this node at once, and passed on at the next contact.</p>
{{>PROBLEM}}
<form method="post" action="/s/{{SPACE}}/{{KIND_NAME}}/new">
{{>HIDDEN}}
{{>FIELD}}
<button>Save</button>
</form>
