'use strict';

const token = location.hash.slice(1);
const part = (id) => document.getElementById(id);

function say(text) {
  part('message').textContent = text;
  part('message').hidden = false;
}

async function fetchKey() {
  part('fetch').disabled = true;
  part('message').hidden = true;
  let again = true;
  try {
    const answer = await fetch('claim', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token }),
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
    const told = await answer.json();
    if (answer.status === 201) {
      part('secret').textContent = told.secret;
      part('about').textContent = [told.name, told.keyId, told.environment,
        told.expiresAt && `expires ${told.expiresAt}`].filter(Boolean).join(', ');
      part('before').hidden = true;
      part('after').hidden = false;
      // The link is used up; it need not stay in the history.
      history.replaceState(null, '', location.pathname);
      return;
    }
    again = answer.status === 429 || answer.status >= 500;
    say(told.detail);
  } catch {
    say('The server could not be reached. Try again.');
  }
  part('fetch').disabled = !again;
}

if (token) {
  part('fetch').addEventListener('click', fetchKey);
} else {
  part('fetch').disabled = true;
  say('This address lacks what follows the #. Open the link as you got it.');
}
