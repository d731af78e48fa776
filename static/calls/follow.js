// The transcript follows the recording: what is being said is marked, and a click on it plays it.
// So does the picture of its sound: a click on it plays from there.
// A turn's data-at is in seconds of the clock; data-pace says how many of the recording's each is.

for (const player of document.querySelectorAll(".recording audio")) {
  const pace = Number(player.dataset.pace) || 1;
  const turns = () => [...document.querySelectorAll(".transcript [data-at]")];
  const placeOf = (turn) => Number(turn.dataset.at) * pace;

  const wave = player.parentElement.querySelector(".wave");
  const heardOf = wave?.querySelector(".heard");

  wave?.addEventListener("click", ({ clientX }) => {
    const { left, width } = wave.getBoundingClientRect();
    if (!Number.isFinite(player.duration)) return;
    player.currentTime = ((clientX - left) / width) * player.duration;
    player.play();
  });

  const mark = () => {
    const share = player.currentTime / player.duration || 0;
    heardOf?.setAttribute("width", share * wave.viewBox.baseVal.width);
    const now = player.currentTime + 0.05;
    const heard = turns().filter((turn) => placeOf(turn) <= now).at(-1);
    for (const turn of turns()) {
      if (turn === heard && !player.paused) turn.setAttribute("aria-current", "true");
      else turn.removeAttribute("aria-current");
    }
  };

  for (const event of ["timeupdate", "seeked", "play", "pause", "ended"]) {
    player.addEventListener(event, mark);
  }

  document.addEventListener("click", (event) => {
    const turn = event.target.closest?.(".transcript [data-at]");
    if (!turn || document.getSelection()?.toString()) return;
    player.currentTime = placeOf(turn);
    player.play();
  });
}
