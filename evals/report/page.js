"use strict";
(() => {
  const words = document.getElementById("words");
  const suite = document.getElementById("suite");
  const shown = document.getElementById("shown");
  const cases = [...document.querySelectorAll(".case")];
  const texts = cases.map((entry) => entry.textContent.toLowerCase());
  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    cases.forEach((entry, place) => {
      const fits = (!suite.value || entry.dataset.suite === suite.value) && wanted.every((word) => texts[place].includes(word));
      entry.hidden = !fits;
      count += fits;
    });
    shown.textContent = `${count} of ${cases.length} shown`;
  };
  words.addEventListener("input", apply);
  suite.addEventListener("change", apply);
  window.addEventListener("beforeprint", () => cases.forEach((entry) => { entry.open = true; }));
  apply();
})();
