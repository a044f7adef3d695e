{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li><li><a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a></li></ul></nav>
<h1>Choose among values</h1>
{{>PROBLEM}}
{{#SOME}}<p>Several people wrote different values without knowing of each other. All of them stand until somebody chooses.</p>{{/SOME}}
{{#FIELD}}
<section aria-labelledby="c-{{NAME}}">
<h2 id="c-{{NAME}}">{{LABEL}}</h2>
{{#FORM}}
<form class="values" method="post" action="/d/{{ID}}/conflicts">
{{>HIDDEN}}
<fieldset><legend>Which one is right?</legend>
{{#VALUE}}
<label class="box"><input type="radio" name="choose" value="{{UPDATE}}" required> <span>{{>SHOWN}}<br><span class="meta">written by <bdi>{{AUTHOR}}</bdi>, {{WRITTEN}}</span></span></label>
{{/VALUE}}
</fieldset>
<button>Choose this</button>
<p class="after"><a href="/d/{{ID}}/edit">Write another value instead</a></p>
</form>
{{/FORM}}
{{#READ_ONLY}}
<ul class="list">{{#VALUE}}<li>{{>SHOWN}}<p class="meta">written by <bdi>{{AUTHOR}}</bdi>, {{WRITTEN}}</p></li>{{/VALUE}}</ul>
<p class="meta">{{WORDS}}</p>
{{/READ_ONLY}}
</section>
{{/FIELD}}
{{#NONE}}<p>No field of this document has several values. <a href="/d/{{ID}}">Back to the document</a></p>{{/NONE}}
