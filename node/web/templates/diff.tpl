{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a></li><li><a href="/d/{{ID}}/history">History</a></li></ul></nav>
<h1>What changed in <bdi>{{TITLE}}</bdi></h1>
<p>From <bdi>{{FROM}}</bdi> to <bdi>{{TO}}</bdi>.</p>
<p class="meta">Words taken away stand in <del><span class="mark">[−</span>brackets with a minus<span class="mark">−]</span></del>, words added in <ins><span class="mark">[+</span>brackets with a plus<span class="mark">+]</span></ins>.</p>
{{#FIELD}}
<section aria-labelledby="f-{{NAME}}">
<h2 id="f-{{NAME}}">{{LABEL}}</h2>
<div class="diff"><p dir="auto">{{#CHANGE}}{{#SAME}}{{TEXT:pre_escape}}{{/SAME}}{{#REMOVED}}<del><span class="mark">[−</span>{{TEXT:pre_escape}}<span class="mark">−]</span></del> {{/REMOVED}}{{#ADDED}}<ins><span class="mark">[+</span>{{TEXT:pre_escape}}<span class="mark">+]</span></ins> {{/ADDED}}{{#MOVED}}<span class="meta">[moved]</span> <bdi>{{TEXT:pre_escape}}</bdi> {{/MOVED}}{{#SKIPPED}} <span class="meta">[… the same in both …]</span> {{/SKIPPED}}{{/CHANGE}}</p></div>
{{#MORE}}<p class="note">The rest of this field is too long for one page; compare versions that lie closer together.</p>{{/MORE}}
</section>
{{/FIELD}}
{{#NONE}}<p>No field differs between these two versions.</p>{{/NONE}}
