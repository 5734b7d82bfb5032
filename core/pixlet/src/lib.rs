//! Pixlet's `.star` apps to frames: an app in, pictures out. A library of its own; knows nothing of panels or plugins.
