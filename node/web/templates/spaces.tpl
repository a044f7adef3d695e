{{%AUTOESCAPE context="HTML"}}
<h1>Spaces</h1>
<p class="meta">A space is a community's own room: its documents, and who may read and write them.</p>
<ul class="list">
{{#SPACE}}
<li><a href="/s/{{ID}}"><bdi>{{NAME}}</bdi></a>
<p class="meta">{{JOIN}}{{#COUNTED}} {{DOCUMENTS}}{{/COUNTED}}{{#ROLE}} · you are {{ROLE_WORD}} here{{/ROLE}}{{#ASK}} You may ask to join.{{/ASK}}</p></li>
{{/SPACE}}
</ul>
{{#NOTHING}}<p>This node knows of no space that you may enter.</p>{{/NOTHING}}
<p><a href="/board">Who decides for the network</a></p>
{{#CLOSED}}<p class="meta">{{CLOSED_WORDS}} {{WHAT_TO_DO}}</p>{{/CLOSED}}
