// The years as a range: two sliders below the bars write into the fields of the form and send it.
const STEADY = 400; // milliseconds without a move

function addRange() {
  const bars = results.querySelector(".histogram");
  if (!bars) return;
  const [first, last] = [...bars.querySelectorAll(".ends span")].map((end) => Number(end.textContent.match(/\d+/)));
  const ends = ["year_from", "year_to"].map((name) => results.querySelector(`[name=${name}]`));
  const sliders = ends.map((input, side) => {
    const slider = element("input", { type: "range", min: first, max: last });
    slider.value = input.value || [first, last][side];
    slider.ariaLabel = input.labels[0].textContent.trim();
    slider.setAttribute("form", "");
    return slider;
  });
  const box = element("div", { className: "range" });
  box.append(...sliders);
  bars.after(box);
  const move = (side) => {
    cancel();
    const [from, to] = sliders.map(({ value }) => Number(value));
    if (from > to) sliders[1 - side].value = sliders[side].value;
    const limits = [first, last].map(String);
    sliders.forEach(({ value }, at) => (ends[at].value = value === limits[at] ? "" : value));
    clearTimeout(addRange.wait);
    addRange.wait = setTimeout(() => ends[0].form.requestSubmit(), STEADY);
  };
  sliders.forEach((slider, side) => slider.addEventListener("input", () => move(side)));
}
