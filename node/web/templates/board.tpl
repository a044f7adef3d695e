{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li></ul></nav>
<h1>Who decides for the network</h1>
<p>{{HOW}} It names the regional centres and ends them, and agrees to erase what stewards ask for. It does so by keys of its own, which are on no node.</p>
<p class="meta">{{#FIRST}}It is the board that the network was founded with.{{/FIRST}}{{#ROTATED}}It took the place of another by act <code>{{ACT}}</code>; what that one decided stays.{{/ROTATED}} Whoever holds one of its keys uses <code>praxis board</code>.</p>
<h2>Its keys</h2>
<ul>
{{#KEY}}<li><code>{{KEY_HEX}}</code></li>
{{/KEY}}</ul>
<h2>What it has before it</h2>
<ul class="list">
{{#PROPOSAL}}
<li><h3><bdi>{{WHAT}}</bdi></h3>
<p>{{COUNT}} Proposed as <code>{{ID}}</code>; whoever agrees: <code>praxis board endorse {{ID}}</code></p></li>
{{/PROPOSAL}}
</ul>
{{#NONE}}<p>Nothing waits for the board here.</p>{{/NONE}}
