import * as dpopLab from "dpop-lab";
import { StrictMode, useEffect, useRef } from "react";
import { createRoot } from "react-dom/client";

window.dpopLab = dpopLab;

/** A figure that is mounted as React's guide says. StrictMode mounts it, takes it away and mounts it again. */
function Figure({ asked }) {
  const place = useRef(null);
  useEffect(() => {
    const mounted = dpopLab.mount(place.current, asked, (name) => (window.told ??= []).push(name));
    return () => void mounted.then((page) => page.unmount());
  }, [asked]);
  return <div ref={place} className="figure" />;
}

createRoot(document.getElementById("app")).render(
  <StrictMode>
    <Figure asked="embed&preset=yes-no&panel=headline,curves,strip,time" />
  </StrictMode>,
);
