{{%AUTOESCAPE context="HTML"}}
{{#FORM}}
<section aria-labelledby="reply">
<h2 id="reply">{{HEADING}}</h2>
{{#QUOTE}}<blockquote><p class="meta"><bdi>{{AUTHOR}}</bdi> wrote:</p>{{#PARAGRAPH}}<p dir="auto">{{TEXT:pre_escape}}</p>{{/PARAGRAPH}}</blockquote>{{/QUOTE}}
<form method="post" action="/d/{{ID}}/reply">
{{>HIDDEN}}
{{#QUOTE_INPUT}}<input type="hidden" name="quote" value="{{VALUE}}">{{/QUOTE_INPUT}}
{{#QUOTE_GONE}}<p class="note">The post to quote is not here, not open to you, or not of this page.</p>{{/QUOTE_GONE}}
<div class="field"><label for="text">{{LABEL}}</label>
<p class="hint" id="text-hint">A blank line begins a new paragraph. Your words are kept on this node at once, and passed on at the next contact.</p>
<textarea id="text" name="text" required aria-describedby="text-hint" dir="auto">
{{TEXT:pre_escape}}</textarea></div>
<button>Send</button>
</form>
</section>
{{/FORM}}
