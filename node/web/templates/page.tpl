{{%AUTOESCAPE context="HTML"}}
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{TITLE}} · {{NETWORK}}</title>
<link rel="stylesheet" href="{{STYLE}}">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<p class="network"><a href="/"><bdi>{{NETWORK}}</bdi></a></p>
<nav aria-label="Main">
<ul>
<li><a href="/"{{#AT_HOME}} aria-current="page"{{/AT_HOME}}>New here</a></li>
<li><a href="/spaces"{{#AT_SPACES}} aria-current="page"{{/AT_SPACES}}>Spaces</a></li>
<li><a href="/sync"{{#AT_SYNC}} aria-current="page"{{/AT_SYNC}}>Sync</a></li>
{{#SIGNED_IN}}
<li><a href="/me"{{#AT_ME}} aria-current="page"{{/AT_ME}}><span class="hidden">Signed in as </span><bdi>{{NAME}}</bdi></a></li>
<li><form method="post" action="/sign-out"><input type="hidden" name="csrf" value="{{CSRF}}"><button class="link">Sign out</button></form></li>
{{/SIGNED_IN}}
{{#SIGNED_OUT}}
<li><a href="/sign-in"{{#AT_SIGN_IN}} aria-current="page"{{/AT_SIGN_IN}}>Sign in</a></li>
{{/SIGNED_OUT}}
</ul>
</nav>
</header>
<main id="main" tabindex="-1">
{{>CONTENT}}
</main>
<footer>
<p class="status">{{#PASSED}}<strong>{{STATE}}</strong> {{DETAIL}} <a href="{{MORE}}">{{MORE_WORDS}}</a>{{/PASSED}}</p>
<p>Made by node <bdi>{{NODE}}</bdi> from what it holds itself; no page waits for the network.</p>
</footer>
</body>
</html>
