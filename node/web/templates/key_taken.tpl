{{%AUTOESCAPE context="HTML"}}
{{#DONE}}<h1>Your key has left this centre</h1>
<div class="done" role="status"><p>The sealed key is deleted here, and you are signed out in every browser. Signing in here has ended.</p></div>
<p>You go on with your own devices, as the same person; everything that you wrote is yours. Keep the paper with the words: whoever has them can act as you, and without them and without a device only two stewards or an administrator can let you back in.</p>
<p>Backups of this centre that were made before still hold the sealed copy. Ask the people who run it how long they keep them.</p>{{/DONE}}
{{#NOBODY}}<h1>You are not signed in</h1>
<p>This form did nothing now. If you sent it before, with the right words, it was done then: your key is deleted here, signing in here has ended, and your own devices go on.</p>
<p>If your name and password still let you in, nothing was deleted: <a href="/sign-in?next=%2Fme%2Fkey">sign in</a> and begin again.</p>{{/NOBODY}}
