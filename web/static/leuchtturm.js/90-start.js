// What every page does more comfortably with a script. Without it every page works by its links and forms alone.
// The parts of this folder are served as one file; each has functions that look for what they enhance.
document.documentElement.dataset.script = "ready";
