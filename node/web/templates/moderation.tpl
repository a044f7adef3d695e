{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{NAME}}</bdi></a></li></ul></nav>
<h1>What was moderated in <bdi>{{NAME}}</bdi></h1>
<p class="meta">{{COUNT_WORDS}} The newest comes first, by the clocks of those who signed. This log travels with what it is about, and is the same on every node that holds the same.</p>
{{#QUEUE}}<p><a href="/s/{{SPACE}}/queue">What waits for moderators</a></p>
<p><a href="/s/{{SPACE}}/held-back">What is held back here</a></p>{{/QUEUE}}
{{#QUARANTINE}}<p><a href="/s/{{SPACE}}/quarantine">Who is in quarantine here</a></p>{{/QUARANTINE}}
{{>LOG}}
{{#NOT_MERGED}}<p class="note">{{WORDS}}</p>{{/NOT_MERGED}}
{{>PAGES}}
