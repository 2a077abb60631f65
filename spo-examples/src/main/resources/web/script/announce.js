let waiting = 0;

/**
 * Announces events to screen readers, without taking the focus. Of several in a row, such as earlier events after a
 * reconnect, only the last is announced.
 */
export function announce(message) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    document.getElementById('announcer').textContent = message;
  }, 150);
}
