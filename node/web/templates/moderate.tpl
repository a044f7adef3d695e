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
<button>Do this</button>
<p class="after"><a href="/s/{{SPACE}}/moderation">What was moderated here</a></p>
</form>
