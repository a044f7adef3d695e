{{%AUTOESCAPE context="HTML"}}
<h1>New here</h1>
<p class="meta">What arrived at this node last comes first, whenever it was written.</p>
{{>LIST}}
{{#NOTHING}}
<p>Nothing has arrived here yet that you may read. <a href="/spaces">Look at the spaces</a>{{#STRANGER}}, or <a href="/sign-in">sign in</a> to see what is open to members only{{/STRANGER}}.</p>
{{/NOTHING}}
