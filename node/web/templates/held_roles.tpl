{{%AUTOESCAPE context="HTML"}}
<ul class="list">
{{#HELD}}
<li><h3><bdi>{{PERSON}}</bdi>: {{ROLE_NAME}}</h3>
<p>{{MAY}}{{#ONLY}} <bdi>{{WORDS}}</bdi>.{{/ONLY}} Given by <bdi>{{BY}}</bdi>, {{SINCE}}.{{#UNTIL}} Until the end of {{DAY}}.{{/UNTIL}}</p></li>
{{/HELD}}
</ul>
