let waiting = 0;

/**
 * Tells people who listen to the page what has happened, without taking the focus. Of what happens in a row, such as when
 * earlier events are caught up on, the last is told.
 */
export function announce(message) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    document.getElementById('announcer').textContent = message;
  }, 150);
}
