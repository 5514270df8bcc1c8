import static org.macrodyn.notebook.Notebook.*;
org.macrodyn.notebook.Notebook.install();
