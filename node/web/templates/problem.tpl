{{%AUTOESCAPE context="HTML"}}
{{#SHOWN}}<div class="problem" role="alert"><p><strong>Not saved.</strong> {{WORDS}}</p><p>What you typed is still in the form below.</p></div>{{/SHOWN}}
