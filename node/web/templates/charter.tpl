{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{NAME}}</bdi></a></li></ul></nav>
<h1>How <bdi>{{NAME}}</bdi> is run</h1>
{{#TEXT}}
<section aria-labelledby="t-{{SHORT}}">
<h2 id="t-{{SHORT}}"><bdi>{{TITLE}}</bdi></h2>
{{#ADOPTED}}<p class="meta">Adopted by <bdi>{{BY}}</bdi> on {{WRITTEN}}.{{#REASON}} <bdi>{{TEXT}}</bdi>{{/REASON}}</p>
{{/ADOPTED}}
{{#APART}}<p class="note">These were adopted without sight of each other; what is in force is both, merged. Whoever moderates here reads it and adopts it as it is to be.</p>{{/APART}}
{{#SINCE}}<p class="note">The document has changed since, and nobody has adopted that: it is not in force. <a href="/d/{{ID}}/diff?{{QUERY}}">See what is proposed</a>.{{#ADOPT}} <a href="/d/{{ID}}/moderate">Adopt it<span class="hidden">: {{TITLE}}</span></a>.{{/ADOPT}}</p>{{/SINCE}}
{{#SECTION}}
<h3>{{LABEL}}</h3>
{{#MISSING}}<p class="note">Some of these words are not here: erased, or not arrived yet.</p>{{/MISSING}}
<div class="prose" dir="auto">{{#PARAGRAPH}}<p dir="auto">{{TEXT:pre_escape}}</p>{{/PARAGRAPH}}</div>
{{#MORE}}<p><a href="/d/{{ID}}?{{VERSION}}">Read on<span class="hidden"> in {{LABEL}}</span></a></p>{{/MORE}}
{{/SECTION}}
<p><a href="/d/{{ID}}">The document and its history<span class="hidden">: {{TITLE}}</span></a></p>
</section>
{{/TEXT}}
{{#NO_TEXT}}<p>No charter and no policy is in force here that you may read. What follows holds by the signed records alone.</p>{{/NO_TEXT}}
{{#NOT_MERGED}}<p class="note">{{WORDS}}</p>{{/NOT_MERGED}}
{{#PROPOSALS}}
<h2>Proposed</h2>
<p>Nobody has adopted these; they are not in force.</p>
<ul class="list">
{{#PROPOSAL}}<li><a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a>
<p class="meta">by <bdi>{{AUTHOR}}</bdi>, {{WRITTEN}}{{#ADOPT}} · <a href="/d/{{ID}}/moderate">Adopt it<span class="hidden">: {{TITLE}}</span></a>{{/ADOPT}}</p></li>
{{/PROPOSAL}}
</ul>
{{/PROPOSALS}}
{{#WRITE}}<p><a href="/s/{{SPACE}}/{{KIND_NAME}}/new">Propose a new text<span class="hidden">: {{LABEL}}</span></a></p>{{/WRITE}}
<h2>Who changes this</h2>
<p>Whoever writes here may change the words of these documents. They are in force when a steward, or whoever moderates them, has adopted them: by an act that they sign, with a reason, in the <a href="/s/{{SPACE}}/moderation">log of moderation</a>. The founding, the way to join and the roles below are signed records; no text changes them.</p>
<h2>Founding</h2>
{{#FOUNDED}}<p>Founded on {{WRITTEN}} by <bdi>{{BY}}</bdi>, with <bdi>{{STEWARD}}</bdi> as steward. {{JOIN}}</p>{{/FOUNDED}}
{{>RULES}}
<h2>Roles now</h2>
{{#ONE_STEWARD}}<p class="note">This space has one steward. When their keys are lost, only who is above the space can appoint another; two are safer. Whoever runs a centre or office above it appoints one there: <code>praxis -C DIR role add --space {{SPACE}} --person ID --as steward</code></p>{{/ONE_STEWARD}}
{{#NO_STEWARD}}<p class="note">This space has no steward now. Whoever runs a centre or office above it appoints one there: <code>praxis -C DIR role add --space {{SPACE}} --person ID --as steward</code></p>{{/NO_STEWARD}}
{{>HELD_ROLES}}
<p><a href="/s/{{SPACE}}/who-does-what">How the roles came about</a></p>
