{{%AUTOESCAPE context="HTML"}}
<ul class="list">
{{#HELD}}
<li><h3><bdi>{{PERSON}}</bdi>: {{ROLE_NAME}}</h3>
<p>{{MAY}}{{#ONLY}} <bdi>{{WORDS}}</bdi>.{{/ONLY}} Given by <bdi>{{BY}}</bdi>, {{SINCE}}.{{#UNTIL}} Until the end of {{DAY}}.{{#PASSED}} That day has passed: it is a role until whoever is above it ends it.{{/PASSED}}{{/UNTIL}}</p></li>
{{/HELD}}
</ul>
