"""First names of French, German, Italian, Russian and Spanish books that the shipped table lacks. Own judgement.

Names that women and men bear alike, in one of these languages or across them (Andrea, Gabriele, Саша), are left out.
"""

from __future__ import annotations

from audiobook.prep.marks import words_of

MEN = frozenset(
    words_of("""
    andrés fermín blas julián joaquín ramiro rodrigo íñigo tomás nicolás germán martín sebastián agustín gaspar
    lázaro isidro matías hernán gonzalo álvaro félix simón damián esteban jesús javier enrique alberto vicente
    emilio eusebio anselmo baptiste bastien firmin félicien fabien jean-baptiste jean-pierre jérôme frédéric benoît
    thierry olivier mathieu matthieu gérard luc yvon alain clément édouard eugène hippolyte honoré julien maxime
    noël octave rémi sylvain théophile théodore thibault didier adrien aurélien fiete hinnerk jörg günter
    uwe lorenz kaspar gottfried gottlieb egon ewald helmut horst lothar moritz rainer reinhard stefan thilo valentin
    veit volker werner wenzel bernd detlef beppe gaetano salvatore domenico mattia tommaso matteo
    raffaele emanuele davide samuele daniele pasquale cesare achille ettore ercole oreste ulisse pietro
    иван пётр степан аркадий глеб павел николай александр алексей сергей дмитрий михаил андрей фёдор василий
    григорий егор илья никита кузьма игнат захар тихон борис владимир виктор юрий олег игорь константин лев максим
    семён яков тимофей антон матвей прохор ваня петя коля миша гриша митя алёша серёжа
    """)
)
WOMEN = frozenset(
    words_of("""
    remedios soledad asunción maría sofía rocío belén leonor matilde encarnación esperanza
    agnès céline odile solange ginette geneviève édith éloïse élise élodie cécile clémence berthe inès ninon suzanne
    gisèle huguette noémie véronique valérie zoé chloé léa aurélie amélie henrike tine mia lore grete inge katrin
    kerstin magdalene gertrud hildegard irmgard ulrike brigitte birgit elfriede elisabeth elsbeth friederike
    adelheid agathe anneliese annemarie antje bärbel dörte frauke gerlinde heike hannelore jutta luise marlene
    marlies renate rosemarie sabine silke sieglinde trude traudel ute uschi waltraud wiebke agnese rachele
    cleofe noemi анна марфа варя варенька настя мария наталья татьяна ольга елена екатерина софья прасковья аграфена
    дарья пелагея авдотья лизавета елизавета вера надежда любовь александра наташа таня оля лена катя соня маша даша
    глаша дуня лиза зина нина лида тамара галина людмила светлана ирина ксения полина агафья
    """)
)
