{{%AUTOESCAPE context="HTML"}}
<h1>{{TITLE}}</h1>
{{#REASON}}<p>{{WORDS}}</p>{{/REASON}}
<p>{{WHAT_TO_DO}}</p>
{{#SIGNED_OUT}}
<p>You are not signed in, or not any more. Nothing was changed, and what you typed is still in its form. To send it:</p>
<ol>
<li><a href="/sign-in" target="_blank" rel="noopener">Sign in in another window</a>.</li>
<li>Come back to this window, and go back to the form with the Back button of your browser.</li>
<li>Send it again{{#WAIT}}, {{WORDS}} or more from now{{/WAIT}}. Do not go back before you are signed in there: the form would be opened anew.</li>
</ol>
{{/SIGNED_OUT}}
{{>KEPT}}
<ul class="tools">{{#BACK}}<li><a href="{{PATH}}">{{BACK_WORDS}}</a></li>{{/BACK}}<li><a href="/">What is new here</a></li><li><a href="/spaces">Spaces</a></li></ul>
