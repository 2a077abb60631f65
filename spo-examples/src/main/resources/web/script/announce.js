/** Tells people who listen to the page what has happened, without taking the focus. */
export function announce(message) {
  document.getElementById('announcer').textContent = message;
}
