{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li><li><a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a></li></ul></nav>
<h1>Moderate <bdi>{{TITLE}}</bdi></h1>
{{>PROBLEM}}
{{>MODERATION}}
<form method="post" action="/d/{{ID}}/moderate">
{{>HIDDEN}}
<fieldset><legend>What to do</legend>
{{#ACT}}
<label class="box"><input type="radio" name="act" value="{{WORD}}" required{{#CHOSEN}} checked{{/CHOSEN}}> <span>{{LABEL}}<br><span class="meta">{{MEANS}}</span></span></label>
{{/ACT}}
</fieldset>
<div class="field"><label for="reason">Reason</label>
<p class="hint" id="reason-hint">One line. Everybody can read it, here and on every other node, with your name and the date.</p>
<input type="text" id="reason" name="reason" value="{{REASON}}" required aria-describedby="reason-hint" dir="auto"></div>
{{#MOVE}}
<div class="field"><label for="to">Space to move it to</label>
<p class="hint" id="to-hint">For a move alone. {{#NOT_WHOLE}}It cannot be moved now: {{WORDS}}{{/NOT_WHOLE}}</p>
<select id="to" name="to" aria-describedby="to-hint"><option value="">None</option>{{#DESTINATION}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{WORD}}</option>{{/DESTINATION}}</select></div>
{{#LEFT_BEHIND}}<p class="note">{{LABEL}} does not go with it as it is: {{WHY}}.</p>{{/LEFT_BEHIND}}
<label class="box"><input type="checkbox" name="wider" value="yes"{{#WIDER}} checked{{/WIDER}}> <span>It may be read there by people who may not read it here<br><span class="meta">Needed for a move where that is so: without it nothing is moved.</span></span></label>
{{/MOVE}}
<button>Do this</button>
<p class="after"><a href="/s/{{SPACE}}/moderation">What was moderated here</a></p>
</form>
