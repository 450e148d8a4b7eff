// Starts the page, or says why it cannot.

import { mount } from "./dpop-lab.js";

const place = document.getElementById("dpop-lab-page");
const backend = new URLSearchParams(location.search).get("backend") ?? "auto";

mount(place, { backend }).catch((cause) => {
  const sentence = document.createElement("p");
  sentence.className = "page fault";
  sentence.setAttribute("role", "alert");
  sentence.textContent = cause.message;
  place.replaceChildren(sentence);
});
