{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{NAME}}</bdi></a></li></ul></nav>
<h1>Two devices, one key</h1>
<p class="meta">Each device numbers what it writes. Where two updates have one number, two devices wrote with one key: a disk was copied, or somebody else has the key. What both wrote is shown, until whoever is above the key lets one branch count: <code>praxis fork pick UPDATE</code>, or all: <code>--keep all</code>. Who wrote on another branch then finds it under what is held back.</p>
<ul class="list">
{{#FORK}}
<li><h2>A key of <bdi>{{WHOSE}}</bdi></h2>
<ul>
{{#BRANCH}}<li>{{COUNT_WORDS}}, written from {{SINCE}} to {{UNTIL}}{{#VOID}}; does not count{{/VOID}}<br><span class="meta">begins with <code>{{FIRST}}</code>, ends in <code>{{END}}</code></span></li>
{{/BRANCH}}</ul>
{{#OPEN}}<p>Nobody picked yet: all of this counts.</p>{{/OPEN}}
{{#AGAIN}}<p>It forked again behind what was picked: two devices still write with this key. Pick again, and revoke it.</p>{{/AGAIN}}
{{#PICKED}}<p class="meta">Picked by act <code>{{ACT}}</code>.</p>{{/PICKED}}
<p class="meta">key <code>{{DEVICE}}</code></p></li>
{{/FORK}}
</ul>
{{#NONE}}<p>No device of anybody's forked its chain here.</p>{{/NONE}}
